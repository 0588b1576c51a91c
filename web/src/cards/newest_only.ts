// Asks the newest of questions that come faster than their answers: one is under way, and when it is answered, the last one since.

export class NewestOnly<Question, Answer> {
  private asked: Question | null = null;
  private next: Question | null = null;
  private known: Question | null = null;
  private stop: AbortController | null = null;

  constructor(
    private readonly ask: (question: Question, signal: AbortSignal) => Promise<Answer>,
    /** Called with each answer, in the order of their questions, and with what a question failed of. */
    private readonly answered: (question: Question, answer: Answer) => void,
    private readonly failed: (question: Question, cause: unknown) => void,
    private readonly same: (a: Question, b: Question) => boolean,
  ) {}

  /** Wants this answered, unless it was the last that was; what waited before is forgotten, what is under way may still come. */
  want(question: Question): void {
    if (this.asked === null && this.known !== null && this.same(this.known, question)) return;
    if (this.asked !== null) this.next = this.same(this.asked, question) ? null : question;
    else void this.send(question);
  }

  /** Wants nothing any more; what is under way is given up. */
  clear(): void {
    this.next = null;
    this.asked = null;
    this.known = null;
    this.stop?.abort();
    this.stop = null;
  }

  private async send(question: Question): Promise<void> {
    const stop = new AbortController();
    this.stop = stop;
    this.asked = question;
    try {
      const answer = await this.ask(question, stop.signal);
      if (this.stop !== stop) return;
      this.known = question;
      this.answered(question, answer);
    } catch (cause) {
      if (this.stop === stop) this.failed(question, cause);
    }
    if (this.stop !== stop) return;
    this.asked = null;
    this.stop = null;
    const { next } = this;
    this.next = null;
    if (next !== null) void this.send(next);
  }
}
