import {
  float32,
  float64,
  int32,
  int64,
  list,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import { describe, expect, it, vi } from 'vitest';
import type { Client } from './client';
import { queryScalars, readScalars } from './scalars';

function answer(): Uint8Array {
  const table = tableFromArrays(
    {
      run: ['a', 'b/训练'],
      attempt: [0, 1],
      attempts: [1, 500_000],
      writer: [0, 0],
      writer_name: ['', 'node-1.cluster:4711'],
      writers: [1, 2],
      points: [1000n, 2n],
      in_range: [3n, 2n],
      hidden: [0n, 0n],
      superseded: [0n, 7n],
      start_attempt: [[], [3]],
      start_x: [[], [1.5]],
      x: [[0, 5, 9], [1, 2]],
      value: [[1.5, NaN, 3], [4, 5]],
      step: [[0n, 5n, 9n], [1n, 2n]],
      wall_time: [[10, 11, 12], [13, 14]],
    },
    {
      types: {
        run: utf8(),
        attempt: int32(),
        attempts: int32(),
        writer: int32(),
        writer_name: utf8(),
        writers: int32(),
        points: int64(),
        in_range: int64(),
        hidden: int64(),
        x: list(int32()),
        value: list(float32()),
        step: list(int64()),
        wall_time: list(float64()),
      },
    },
  ); // prettier-ignore
  return tableToIPC(table, { format: 'stream' })!;
}

describe('the answer to a scalars query', () => {
  it('is one line for each row, with views into the answer', () => {
    const { lines } = readScalars(tableFromIPC(answer(), { useBigInt: false }));

    expect(
      lines.map(({ run, attempt, attempts, writerName, points }) => [run, attempt, attempts, writerName, points]),
    ).toEqual([
      ['a', 0, 1, '', 1000],
      ['b/训练', 1, 500_000, 'node-1.cluster:4711', 2],
    ]);
    expect(lines[0]!.x).toEqual(Int32Array.of(0, 5, 9));
    expect(lines[0]!.value).toEqual(Float32Array.of(1.5, NaN, 3));
    expect(lines[1]!.step).toEqual(Float64Array.of(1, 2));
    expect(lines[1]!.wallTime).toEqual(Float64Array.of(13, 14));
    expect(lines[0]!.smoothed).toBeNull();
    expect(lines[1]!.superseded).toBe(7);
    expect(lines.map(({ starts }) => starts)).toEqual([[], [{ attempt: 3, x: 1.5 }]]);
    expect(lines[0]!.x.buffer).toBe(lines[1]!.x.buffer);
  });

  it('that is no Arrow stream is named so', async () => {
    const fetch = vi.fn(() => Promise.resolve(new Response('<html>')));
    const client = { fetch } as unknown as Client;
    const request = { tag: 't', runs: null, x: 'step', x_range: null, x_scale: 'linear', width: 1, smoothing: 0, attempts: 'current' } as const; // prettier-ignore

    await expect(queryScalars(client, request)).rejects.toMatchObject({ code: 'unreadable' });
  });
});
