// Read by whatever Node there is, so it keeps to what every version since 16 understands.
const [major = 0] = process.versions.node.split(".").map(Number);

if (major < 24) {
  console.error(
    `This project runs on Node 24 or later, and this is Node ${process.versions.node}. ` +
      "`npm ci` installs a Node 24 that `npm start`, `npm test` and `npx` then use by themselves; " +
      "where it has none for your system, install Node 24 yourself.",
  );
  process.exit(1);
}
