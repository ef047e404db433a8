// The one error that this port announces: a code of section 7. Whatever else is thrown is a defect of the port.

export class Refusal extends Error {
  constructor(code, detail = undefined) {
    super(detail ?? code);
    this.name = "Refusal";
    this.code = code;
  }
}

export function refuse(code, detail = undefined) {
  throw new Refusal(code, detail);
}

/** Runs `work`; a refusal within it becomes a refusal with the one code given, so that its reason stays inside. */
export function under(code, work, except = []) {
  try {
    return work();
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    throw new Refusal(except.includes(why.code) ? why.code : code, why.message);
  }
}
