import fc from "fast-check";

/** Which examples fast-check draws: the same in every run, unless `PROPERTY_SEED` names another number or asks for `random`. */
const wanted = process.env["PROPERTY_SEED"] ?? "2026";
if (wanted !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
