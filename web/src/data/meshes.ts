// Asks for the parts of a mesh at a point of its vertices' series.

import type { Client } from './client';
import { column, fetchTable, unreadable } from './arrow';
import type { Place } from './points';

export interface Mesh {
  /** Three numbers for each vertex. */
  readonly vertices: Float32Array;
  /** The numbers of three vertices for each triangle; empty for a cloud of points. */
  readonly faces: Int32Array;
  /** Red, green and blue of each vertex; empty without. */
  readonly colors: Uint8Array;
  /** How many meshes the point has. */
  readonly samples: number;
  /** What was logged of camera, lights and material, as JSON; empty without. */
  readonly config: string;
  /** What of it cannot be read, and why; empty where all can. */
  readonly problem: string;
  readonly bytes: number;
}

export async function askMesh(client: Client, { run, tag, index, part }: Place, signal: AbortSignal): Promise<Mesh> {
  const question = new URLSearchParams({ run, tag, index: String(index), sample: String(part) });
  const table = await fetchTable(client, `meshes?${question.toString()}`, signal);
  try {
    const vertices = column(table, 'vertices').at(0) as Float32Array;
    const faces = column(table, 'faces').at(0) as Int32Array;
    const colors = column(table, 'colors').at(0) as Uint8Array;
    const told = (name: string): string => table.schema.metadata?.get(name) ?? '';
    return {
      vertices,
      faces,
      colors,
      samples: Number(told('samples')),
      config: told('config'),
      problem: String(column(table, 'problem').at(0)),
      bytes: vertices.byteLength + faces.byteLength + colors.byteLength + 1000,
    };
  } catch (cause) {
    throw unreadable('meshes', cause);
  }
}
