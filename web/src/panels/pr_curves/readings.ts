// What a curve says at one threshold.

import type { Curve } from '../../data/pr_curves';

/** Counts, and the shares that follow from them; NaN where there is nothing to take a share of. */
export interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly accuracy: number;
  /** The share of negatives that are predicted to be positive. */
  readonly falseAlarms: number;
}

export function countsAt(curve: Curve, index: number): Counts {
  const [tp, fp, tn, fn] = [curve.tp[index]!, curve.fp[index]!, curve.tn[index]!, curve.fn[index]!];
  const recall = curve.recall[index]!;
  // Where nothing is predicted to be positive a precision is written all the same: 0, or 1.
  const precision = index < curve.shown ? curve.precision[index]! : NaN;
  return {
    tp,
    fp,
    tn,
    fn,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    accuracy: (tp + tn) / (tp + fp + tn + fn),
    falseAlarms: fp / (fp + tn),
  };
}
