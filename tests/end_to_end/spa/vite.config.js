import { defineConfig } from "vite";

export default defineConfig({
  esbuild: { jsx: "automatic" },
  // Every asset is a file of its own: what is inlined is never asked for.
  build: { assetsInlineLimit: 0 },
});
