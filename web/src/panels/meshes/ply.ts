// A mesh as a PLY file (binary, lowest byte first), which programs for meshes read.

import type { Shape } from './shape';

export function plyOf({ vertices, faces, colors }: Shape): Blob {
  const [count, triangles] = [vertices.length / 3, faces.length / 3];
  const header = [
    'ply',
    'format binary_little_endian 1.0',
    `element vertex ${count}`,
    ...['x', 'y', 'z'].map((axis) => `property float ${axis}`),
    ...(colors === null ? [] : ['red', 'green', 'blue'].map((channel) => `property uchar ${channel}`)),
    ...(triangles === 0 ? [] : [`element face ${triangles}`, 'property list uchar int vertex_indices']),
    'end_header\n',
  ].join('\n');
  const stride = colors === null ? 12 : 15;
  const body = new DataView(new ArrayBuffer(count * stride + triangles * 13));
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < 3; axis++) {
      body.setFloat32(i * stride + 4 * axis, vertices[3 * i + axis]!, true);
      if (colors !== null) body.setUint8(i * stride + 12 + axis, colors[3 * i + axis]!);
    }
  }
  for (let i = 0, at = count * stride; i < triangles; i++, at += 13) {
    body.setUint8(at, 3);
    for (let corner = 0; corner < 3; corner++) body.setInt32(at + 1 + 4 * corner, faces[3 * i + corner]!, true);
  }
  return new Blob([header, body.buffer], { type: 'application/octet-stream' });
}
