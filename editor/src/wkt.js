// Well-known text of geometries (OGC 06-103r4, section 7) -> lists of points as [longitude, latitude].

export const WKT = "http://www.opengis.net/ont/geosparql#wktLiteral";

const LONGITUDE_FIRST = ["http://www.opengis.net/def/crs/OGC/1.3/CRS84", ""];
const LATITUDE_FIRST = /\/EPSG\/[^/]*\/(4326|4258)$/;

/** The rings, lines and points of a geometry: {points, lines, areas}; null for one not understood. */
export function read(text) {
  const [, crs = "", rest] = /^\s*(?:<([^>]*)>)?\s*([\s\S]*)$/.exec(text);
  const turned = LATITUDE_FIRST.test(crs);
  if (!turned && !LONGITUDE_FIRST.includes(crs)) return null;
  const found = { points: [], lines: [], areas: [] };
  const kinds = /(POINT|LINESTRING|POLYGON)\s*(?:ZM?|M)?\s*(\([^A-Z]*\))/gi;
  for (const [whole, kind, body] of rest.matchAll(kinds)) {
    if (!whole) continue;
    const groups = (body.match(/\([^()]*\)/g) ?? []).map((group) =>
      group.slice(1, -1).split(",").map((pair) => {
        const [x, y] = pair.trim().split(/\s+/).map(Number);
        return turned ? [y, x] : [x, y];
      }).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)));
    if (/POINT/i.test(kind)) found.points.push(...groups.flat());
    else found[/LINE/i.test(kind) ? "lines" : "areas"].push(...groups);
  }
  return found.points.length + found.lines.length + found.areas.length ? found : null;
}
