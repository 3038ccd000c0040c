/** Every word that a report shows goes through it; it stands with the model because findings, which reports are made of, hold such text too. */
export { harmlessText } from "../model/harmless-text.ts";
