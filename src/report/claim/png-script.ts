/**
 * The script of pages with figures: it shows the PNG buttons, and at a click draws the button's SVG on a canvas at twice its size and
 * saves that. The SVG lies in the page, compressed, because a page opened from disk may not read the files beside it.
 */
const text = `
for (const button of document.querySelectorAll("button[data-svg]")) {
  button.hidden = !("DecompressionStream" in window);
  button.onclick = async () => {
    try {
      const bytes = Uint8Array.from(atob(button.dataset.svg), (c) => c.charCodeAt(0));
      const svg = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      const image = new Image();
      image.src = "data:image/svg+xml," + encodeURIComponent(await new Response(svg).text());
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = 2 * image.naturalWidth;
      canvas.height = 2 * image.naturalHeight;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const png = await new Promise((resolve) => canvas.toBlob(resolve));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(png);
      link.download = button.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    } catch {
      button.textContent = "This browser could not draw the PNG: take the SVG";
    }
  };
}
`;

/** With the hash by which the page's policy lets this script run, and no other. */
export const pngScript = { text, sha256: "QbUJREiDUNG+h6Zl7Nio4U/PmQhDWSPMHZYAzAO+tyE=" } as const;
