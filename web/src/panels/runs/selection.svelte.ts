// The rows that something is to be done with: chosen by a click, more by Ctrl, a range by Shift.

export class Selection {
  #names = $state.raw<ReadonlySet<string>>(new Set());
  #anchor: number | null = null;

  get names(): readonly string[] {
    return [...this.#names];
  }
  has(name: string): boolean {
    return this.#names.has(name);
  }
  clear(): void {
    this.#names = new Set();
    this.#anchor = null;
  }

  /** Takes a row: alone, or with those that are chosen; `range` gives the names from one row to another. */
  take(
    index: number,
    name: string,
    how: { readonly also: boolean; readonly range: boolean },
    range: (from: number, to: number) => readonly string[],
  ): void {
    if (how.range && this.#anchor !== null) {
      const those = range(Math.min(this.#anchor, index), Math.max(this.#anchor, index));
      this.#names = new Set([...(how.also ? this.#names : []), ...those]);
      return;
    }
    const names = new Set(how.also ? this.#names : []);
    const wasAlone = this.#names.size === 1 && this.#names.has(name);
    if (how.also ? this.#names.has(name) : wasAlone) names.delete(name);
    else names.add(name);
    this.#names = names;
    this.#anchor = index;
  }
}
