const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (exponent: number) =>
  `${exponent < 0 ? "⁻" : ""}${Array.from(String(Math.abs(exponent)), (digit) => superscripts[Number(digit)]).join("")}`;

/** A number with a fixed count of decimals and a true minus sign. */
export const decimal = (value: number, digits: number): string => value.toFixed(digits).replace("-", "−");

/** A loss with three figures: 0.0123, 1.23 × 10⁻⁵. */
export function lossText(loss: number): string {
  if (Number.isNaN(loss)) return "–";
  if (loss === Number.POSITIVE_INFINITY) return "∞";
  if (loss === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(loss)));
  if (exponent >= -3 && exponent < 4) return loss.toPrecision(3);
  return `${(loss / 10 ** exponent).toFixed(2)} × 10${raised(exponent)}`;
}
