// Which files are worth finding: text that people wrote, of bounded size; not what machines made of it.

/** Largest file that is read, in bytes. */
export const maxFileBytes = 512 * 1024;
/** Most files of a workspace that are read. */
export const maxFiles = 20_000;

/** Folders of dependencies, builds and histories. */
export const foldersLeftOut =
  'node_modules bower_components jspm_packages .git .hg .svn .venv venv __pycache__ .tox .mypy_cache .gradle .idea .vs target dist build out coverage .next .nuxt .cache .turbo Pods DerivedData'.split(
    ' ',
  );

const notText =
  /\.(?:png|jpe?g|gif|webp|avif|bmp|ico|icns|tiff?|psd|pdf|docx?|xlsx?|pptx?|zip|gz|tgz|bz2|xz|7z|rar|jar|war|class|o|a|so|dll|dylib|exe|bin|wasm|pyc|pyd|node|mp[34]|m4a|wav|ogg|flac|avi|mov|mkv|webm|woff2?|ttf|otf|eot|db|sqlite\d?|parquet|npy|npz|pt|onnx|safetensors|vsix|lockb|map|snap|min\.(?:js|css|mjs))$/i;
const generated =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|composer\.lock|Cargo\.lock|Gemfile\.lock|poetry\.lock|uv\.lock|go\.sum|flake\.lock)$/i;

/** Whether a file may be worth reading, by its name. */
export function isNamedLikeText(path: string): boolean {
  return !notText.test(path) && !generated.test(path);
}

/** Mean characters of a line above which a file was written by a machine: minified code, one line of data. */
const longestMeanLine = 300;

/** The same of a document, where a paragraph is a line. */
const longestMeanParagraph = 3_000;
const document = /\.(?:md|mdx|markdown|rst|adoc|asciidoc|org|tex|txt)$/i;

/** Whether a text is one that people wrote. */
export function isWrittenByPeople(text: string, name: string): boolean {
  if (text.includes('\0')) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  const longest = document.test(name) ? longestMeanParagraph : longestMeanLine;
  return text.length <= 2_000 || text.length / lines <= longest;
}
