// node-canvas' interface on @napi-rs/canvas. chartjs-node-canvas asks for `canvas` by name; the real package
// compiles native code, this one does not. SVG keeps its text as paths, so that it needs no font to be read.
const native = require('@napi-rs/canvas');
const compat = require('@napi-rs/canvas/node-canvas');

function createCanvas(width, height, type) {
  if (type !== 'svg') return compat.createCanvas(width, height);
  const canvas = native.createCanvas(width, height, native.SvgExportFlag.ConvertTextToPaths);
  canvas.toBuffer = () => canvas.getContent();
  return canvas;
}

module.exports = { ...compat, createCanvas };
