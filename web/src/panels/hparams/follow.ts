/** Follows what it is given, in an effect or a derived value that has no other use of it. */
export function follow(...values: readonly unknown[]): number {
  return values.length;
}
