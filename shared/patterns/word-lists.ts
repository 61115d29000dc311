/**
 * Words with a part in the matching of requests with patterns. English, since the patterns are;
 * requests in other languages match through names they share, or not at all.
 */

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Carry no meaning of their own here. */
export const stopWords = list(`
  a an the this that these those it its i me my we our us you your he she they them their his her
  and or but not no nor so if then than else when while where which who whom whose what how why
  is are was were be been being am do does did done has have had having can could may might must
  shall should will would of in on at by for with without within to into from as out up down off
  over under about above below again once each every any all some such only own same very just
  also too both either neither there here one please etc via per let lets like around e g eg ie
`);

/** Say little about what is asked for: nearly every request has some of them. */
export const genericWords = list(`
  convert turn make create build write get give take use using used return returns output outputs
  input inputs node nodes function code step workflow data value values want need needs given
  simple small new process handle handles work works long large big certain specific different
  called named name call content contents type kind thing result results able help string text
  list item items object objects array field fields row rows record records their between
  generate produce provide provides transform read change set way user people example file files
`);

/** Things of many trades: what a request is about, not what is to be done with it. */
export const plainWords = list(`
  account address age alert amount answer app application article asset author balance bank bill blog
  body book booking box brand budget building campaign car card cart case catalog category city class
  client colour color comment company contact contract cost country course customer day deal dealer
  delivery department description device dictionary document driver employee entity entry error event
  expense export feedback flight friend game good headline heading hotel house id identifier import
  incident ingredient inventory invoice issue job label language lead lesson letter level line link
  list location log machine mail manager measurement member menu meter model module month movie news
  newsletter note number offer office option order organisation organization owner page part
  participant passenger patient payment people person photo plan player post price priority product
  profile project property purchase question quantity quote ranking rate reading recipe record region
  registration report reservation response result review role room route sale salary sample school
  score seller sensor service session shift shipment shop size sku song source staff stage state
  statement status step stock store story street student subject subscriber subscription supplier
  survey system tag task team term test ticket title topic total town trade transaction transfer trip
  type unit update url user value vehicle vendor version video visit visitor volunteer warehouse
  website week weight word worker year great nice good quick quickly clean short proper properly
  correct correctly full whole plain normal standard common usual single own incoming previous
  online hello thank thanks kindly today come comes coming came like likes such based using going
`);

/**
 * Formats, media, services and deeds that change what a request is about. One that a pattern knows
 * nothing of makes it a poor answer, however much else fits.
 */
export const tellingWords = list(`
  xml yaml yml toml ini html pdf docx doc word excel xlsx xls ods parquet avro protobuf msgpack latex
  rtf svg png jpg jpeg gif webp tiff image images picture photo photos video audio sound mp3 mp4 wav
  music speech voice zip gzip tar brotli compress decompress sql postgres postgresql mysql sqlite
  mongodb redis database kafka mqtt s3 ftp sftp ssh smtp imap slack discord telegram whatsapp teams
  twitter tweet facebook instagram linkedin github gitlab jira notion airtable salesforce hubspot
  shopify stripe paypal sms phone bitcoin ethereum crypto mine mining blockchain translate
  translation french german spanish italian chinese japanese russian summarise summarize summary
  sentiment classify classification recognise recognize transcribe detect ocr face faces poem story
  encrypt decrypt encryption password passwords secret environment jwt token tokens sign signature
  qr barcode chart plot draw render resize crop weather currency exchange temperature celsius
  fahrenheit kilometres kilometers miles distance latitude longitude coordinates geocode map prime
  primes fibonacci factorial roman regex diff filter upload download delete scrape crawl
  screenshot play print notify notification group sort join merge dedupe deduplicate chunk slugify
  slug hash checksum encode decode base64 hex markdown csv tsv template validate iban cron calendar
  timezone timezones random uuid shuffle reverse count average sum median paginate pagination
  graphql oauth cookie login websocket stream soap rss feed email send save store publish
  steal exfiltrate hack attack bypass exploit spy phish credential credentials malware ddos
  current now today yesterday tomorrow compute calculate estimate predict forecast score rank
  recommend simulate solve optimise optimize verify format capitalize uppercase lowercase trim pad
  truncate search highlight tokenize lemmatize embed embeddings cluster train schedule remind monitor
  watch ping lookup invert transpose pivot flatten rename round dns ip domain tls ssl certificate whois apache nginx syslog deep nested credit spam subtract multiply
  business holiday python java golang php ruby bash shell powershell assembler cobol proxy
`);

/** A password is not hashed as a text is, and credentials are not just encoded. */
export const secretWords = list(`
  password passwords credential credentials secret secrets
`);

/** What a request asks to be turned into something, or into which: the words around "to". */
export const formatGroups: Readonly<Record<string, string>> = {
  object: "objects",
  record: "objects",
  json: "objects",
  csv: "csv",
  tsv: "csv",
  excel: "excel",
  xlsx: "excel",
  xml: "xml",
  yaml: "yaml",
  html: "html",
  markdown: "markdown",
  pdf: "pdf",
  parquet: "parquet",
  toml: "toml",
  sql: "sql",
  hex: "hex",
  hexadecimal: "hex",
  base64: "base64",
  number: "number",
  currency: "currency",
  iso: "iso",
  iso8601: "iso",
  slug: "slug",
  timestamp: "timestamp",
  epoch: "timestamp",
  unix: "timestamp",
  word: "words",
  table: "table",
  sentence: "sentences",
  float: "float",
  registers: "registers",
  duration: "duration",
  durations: "duration",
  seconds: "seconds",
  minutes: "seconds",
  hours: "seconds",
  milliseconds: "seconds",
};
