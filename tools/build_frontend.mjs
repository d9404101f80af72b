// Builds the site's styles and scripts from pinned packages, and prints what they weigh.
// Usage: npm run build
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const site = join(root, "src", "lightwell", "site");
const packages = join(root, "node_modules");
const built = join(site, "static", "build");
const images = join(packages, "nhsuk-frontend", "dist", "nhsuk", "assets", "images");

// The assets of each kind of page; its HTML comes on top (12 kB is the largest we allow).
const pages = {
  "public and portal": { assets: ["app.css", "app.js"], budget: 60 },
  clinic: { assets: ["app.css", "app.js", "htmx.js"], budget: 100 },
  room: { assets: ["room.css", "app.js", "room.js", "htmx.js"], budget: 100 },
  safety: { assets: ["safety.css"], budget: 20 },
};
const HTML_ALLOWANCE_KB = 12;

const kilobytes = (bytes) => bytes / 1000;

function brotli(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  }).length;
}

async function styles() {
  for (const name of ["app", "room", "safety"]) {
    const { css } = sass.compile(join(site, "styles", `${name}.scss`), {
      loadPaths: [packages],
      style: "compressed",
      quietDeps: true,
    });
    await copyImages(css);
    await writeFile(join(built, `${name}.css`), css);
  }
}

// The few icons that a component's style names; the content policy allows no data: address.
async function copyImages(css) {
  for (const [, name] of css.matchAll(/url\(["']?images\/([\w.-]+)["']?\)/g)) {
    await mkdir(join(built, "images"), { recursive: true });
    await cp(await find(images, name), join(built, "images", name));
  }
}

async function find(folder, name) {
  const entries = await readdir(folder, { recursive: true });
  const match = entries.find((entry) => entry.endsWith(name));
  if (!match) throw new Error(`${name} is named by a style but not shipped by its package`);
  return join(folder, match);
}

async function scripts() {
  await esbuild.build({
    entryPoints: [join(site, "scripts", "app.js"), join(site, "scripts", "room.js")],
    outdir: built,
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "none",
  });
  await cp(join(packages, "htmx.org", "dist", "htmx.min.js"), join(built, "htmx.js"));
}

async function sizes() {
  const weights = {};
  console.log("asset          raw kB   brotli kB");
  for (const name of ["app.css", "room.css", "safety.css", "app.js", "room.js", "htmx.js"]) {
    const bytes = await readFile(join(built, name));
    weights[name] = brotli(bytes);
    const raw = kilobytes(bytes.length).toFixed(1).padStart(8);
    console.log(`${name.padEnd(12)} ${raw} ${kilobytes(weights[name]).toFixed(1).padStart(11)}`);
  }
  console.log("\npage kind            with HTML kB   budget kB");
  for (const [kind, { assets, budget }] of Object.entries(pages)) {
    const bytes = assets.reduce((sum, name) => sum + weights[name], 0);
    const total = kilobytes(bytes) + (kind === "safety" ? 4 : HTML_ALLOWANCE_KB);
    console.log(`${kind.padEnd(18)} ${total.toFixed(1).padStart(14)} ${String(budget).padStart(11)}`);
    if (total > budget) throw new Error(`${kind} pages would weigh ${total.toFixed(1)} kB`);
  }
}

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
await cp(join(site, "styles", "icon.svg"), join(built, "icon.svg"));
await Promise.all([styles(), scripts()]);
await sizes();
