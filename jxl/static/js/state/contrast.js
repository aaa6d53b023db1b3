// How far a text stands out from its ground, by WCAG 2.2. Pure.

/**
 * Ratio of two colours as the browser computes them ("rgb(41, 42, 46)"); null when one is not of that kind or is seen
 * through.
 * @param {string} text
 * @param {string} ground
 */
export function contrastOf(text, ground) {
  const [one, other] = [luminanceOf(text), luminanceOf(ground)];
  if (one === null || other === null) return null;
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** @param {string} color */
function luminanceOf(color) {
  const found = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
  if (!found) return null;
  const [red, green, blue] = found.slice(1).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * Number(red) + 0.7152 * Number(green) + 0.0722 * Number(blue);
}
