import type { Expression } from "./expression.ts";

/**
 * The source of an expression that is found in exactly the same lines, without the repetitions at its ends: `\w+\s\d*` is found where `\w\s` is. V8 tries a
 * repetition at the beginning from each character anew, which for words costs five times the search, and for nested ones the exponent: `(a+)+$` is found where `a$`
 * is. Where a group is referred to, its text decides, and nothing is left out.
 */
export function weakenExpression(expression: Expression): string {
  if (has(expression, "backreference")) return expression.source;
  return weaken(weaken(expression, "start"), "end").source;
}

export function has(expression: Expression, kind: Expression["kind"], of?: "line-start" | "line-end"): boolean {
  if (expression.kind === kind && (expression.kind !== "edge" || of === undefined || expression.of === of)) return true;
  switch (expression.kind) {
    case "group":
    case "look":
      return has(expression.body, kind, of);
    case "repeat":
      return has(expression.item, kind, of);
    case "sequence":
      return expression.items.some((item) => has(item, kind, of));
    case "choice":
      return expression.options.some((option) => has(option, kind, of));
    default:
      return false;
  }
}

const empty: Expression = { kind: "sequence", source: "", items: [] };

/** Every match of it ends (or begins) where one of the expression does, within that one. */
function weaken(expression: Expression, end: "start" | "end"): Expression {
  switch (expression.kind) {
    case "repeat":
      return weakenRepeat(expression, end);
    case "group":
      return grouped(weaken(expression.body, end));
    case "choice": {
      const options = expression.options.map((option) => weaken(option, end));
      // Where one may be nothing, it is found everywhere.
      if (options.some(isEmpty)) return empty;
      return { kind: "choice", options, source: options.map(({ source }) => source).join("|") };
    }
    case "sequence":
      return weakenSequence(expression.items, end);
    default:
      return expression;
  }
}

function weakenSequence(items: readonly Expression[], end: "start" | "end"): Expression {
  const left = [...items];
  while (left.length > 0) {
    const place = end === "start" ? 0 : left.length - 1;
    const item = left[place];
    if (item === undefined) break;
    const weakened = weaken(item, end);
    if (!isEmpty(weakened)) {
      left[place] = weakened;
      break;
    }
    left.splice(place, 1);
  }
  return { kind: "sequence", items: left, source: left.map(({ source }) => source).join("") };
}

function weakenRepeat({ item, min }: Extract<Expression, { kind: "repeat" }>, end: "start" | "end"): Expression {
  if (min === 0) return empty;
  const outermost = weaken(item, end);
  if (min === 1) return outermost;
  const others: Expression = { kind: "repeat", item, min: min - 1, max: min - 1, source: `${item.source}{${min - 1}}` };
  const items = end === "start" ? [outermost, others] : [others, outermost];
  return grouped({ kind: "sequence", items, source: items.map(({ source }) => source).join("") });
}

function grouped(body: Expression): Expression {
  return isEmpty(body) ? empty : { kind: "group", body, source: `(?:${body.source})` };
}

function isEmpty(expression: Expression): boolean {
  return expression.source === "";
}
