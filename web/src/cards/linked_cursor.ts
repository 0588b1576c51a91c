// The cursor that charts share: where one is pointed at, the others show the same place on their x axes.

interface Follower {
  setLinkedX(x: number | null): void;
}

export class LinkedCursor {
  private readonly charts = new Set<Follower>();

  /** Adds a chart; the result takes it out again. */
  add(chart: Follower): () => void {
    this.charts.add(chart);
    return () => this.charts.delete(chart);
  }

  move(from: Follower, x: number | null): void {
    for (const chart of this.charts) if (chart !== from) chart.setLinkedX(x);
  }
}
