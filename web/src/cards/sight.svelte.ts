// Whether a card is in sight, and whether it ever was: nothing is fetched before.

export class Sight {
  /** It has been in sight once. */
  seen = $state(false);
  now = $state(false);

  /** Attach it to the element that is looked for. */
  readonly watch = (element: Element): (() => void) => {
    const observer = new IntersectionObserver((entries) => {
      this.now = entries.at(-1)!.isIntersecting;
      this.seen ||= this.now;
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
}
