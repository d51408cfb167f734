//! The questions that people ask, as views.

use super::schema::View;

pub(super) const VIEWS: &[View] = &[
    View {
        name: "holders_now",
        about: "who holds what at the moment asked for: what `reshuffle cabinet` answers, one row per person, body and post",
        columns: &[
            ("body", "where"),
            ("post", "as what; NULL for a seat"),
            ("person", "who"),
            ("since_earliest", "the first moment at which it may have begun"),
            ("since_latest", "the moment by which it had surely begun"),
            ("until_earliest", "the first moment at which it may end"),
            ("until_latest", "the moment by which it surely ends"),
            ("certainty", "`certain` or `possible`"),
            ("acting", "1 for a stand-in"),
            ("capacities", "other capacities in force, such as `on_leave`"),
            ("rank", "the standing of the office"),
            ("tenure", "the stretch that makes the row"),
        ],
        select: "WITH held AS (
  SELECT t.*, row_number() OVER (
    PARTITION BY t.person, t.body, t.post
    ORDER BY t.certainty = 'certain' DESC, t.start_earliest DESC,
      t.start_latest IS NULL DESC, t.start_latest DESC, t.id DESC
  ) AS place
  FROM tenures t WHERE t.certainty IS NOT NULL
)
SELECT b.name, o.name, p.name, h.start_earliest, h.start_latest, h.end_earliest, h.end_latest,
  h.certainty, h.acting_then, h.capacities, h.rank, h.id
FROM held h
JOIN persons p ON p.id = h.person
JOIN bodies b ON b.id = h.body
LEFT JOIN posts o ON o.id = h.post
WHERE h.place = 1
ORDER BY b.name, o.name IS NULL, o.name, p.name",
    },
    View {
        name: "who_held",
        about: "tenures with the names in them, to be asked at any moment T: begun when start_latest <= T, over when ended and end_earliest <= T",
        columns: &[
            ("tenure", "the stretch"),
            ("person", "who"),
            ("body", "where"),
            ("post", "as what; NULL for a seat"),
            ("rank", "the standing of the office"),
            ("acting", "1 where the appointment was as a stand-in"),
            ("start_earliest", "the first moment at which it may have begun"),
            ("start_latest", "the moment by which it had surely begun"),
            ("ended", "1 where an end is recorded"),
            ("end_earliest", "the first moment at which it may have ended"),
            ("end_latest", "the moment by which it had surely ended"),
        ],
        select: "SELECT t.id, p.name, b.name, o.name, t.rank, t.acting, t.start_earliest, t.start_latest, t.ended,
  t.end_earliest, t.end_latest
FROM tenures t
JOIN persons p ON p.id = t.person
JOIN bodies b ON b.id = t.body
LEFT JOIN posts o ON o.id = t.post",
    },
    View {
        name: "who_left",
        about: "departures with the names in them, those too that had not happened at the moment asked for",
        columns: &[
            ("departure", "the departure"),
            ("person", "who"),
            ("body", "from where"),
            ("post", "from what, where a report says"),
            ("hows", "the ways out that its reports give"),
            ("earliest", "the first moment at which it may have become public, else have taken effect"),
            ("latest", "the moment by which it surely had"),
            ("happened", "how surely it counts at the moment asked for; NULL: not"),
            ("withdrawn", "1 where it was taken back"),
            ("disputed", "1 where a standing fact denies it"),
            ("publishers", "how many publishers say so"),
        ],
        select: "SELECT d.id, p.name, b.name, o.name, d.hows,
  CASE WHEN d.announced THEN d.announced_earliest ELSE d.when_earliest END AS earliest,
  CASE WHEN d.announced THEN d.announced_latest ELSE d.when_latest END,
  d.happened, d.withdrawn, d.disputed,
  (SELECT count(DISTINCT coalesce(s.publisher, s.label))
   FROM departure_facts df
   JOIN facts f ON f.seq = df.fact AND f.kind = 'departed'
   JOIN citations c ON c.fact = f.seq
   JOIN sources s ON s.id = c.source
   WHERE df.departure = d.id)
FROM departures d
JOIN persons p ON p.id = d.person
JOIN bodies b ON b.id = d.body
LEFT JOIN posts o ON o.id = d.post
ORDER BY earliest, p.name, d.id",
    },
    View {
        name: "counted_departures",
        about: "which departure counts under which way out at the moment asked for, and how surely; `left` is every way but `reshuffled`",
        columns: &[
            ("how", "the way out that is counted"),
            ("departure", "the departure"),
            ("person", "who (persons.id)"),
            ("body", "from where (bodies.id)"),
            ("certainty", "`certain` or `possible`"),
        ],
        select: "WITH asked (how) AS (
  VALUES ('resigned'), ('sacked'), ('stood_down'), ('reshuffled'), ('died'), ('term_ended'), ('unknown'), ('left')
), compared AS (
  SELECT a.how, d.id AS departure, d.person, d.body, d.happened,
    count(w.how) AS said,
    count(w.how) FILTER (WHERE w.how = a.how OR (a.how = 'left' AND w.how <> 'reshuffled')) AS taken
  FROM departures d
  CROSS JOIN asked a
  LEFT JOIN departure_ways w ON w.departure = d.id AND w.how <> 'unknown'
  WHERE d.happened IS NOT NULL
  GROUP BY a.how, d.id
)
SELECT how, departure, person, body,
  CASE
    WHEN happened = 'possible' THEN 'possible'
    WHEN said = 0 AND how NOT IN ('unknown', 'left') THEN 'possible'
    WHEN taken < said THEN 'possible'
    ELSE 'certain'
  END
FROM compared
WHERE said = 0 OR taken > 0",
    },
    View {
        name: "tally",
        about: "how many people left in each way by the moment asked for: what `reshuffle tally --how` answers",
        columns: &[
            ("how", "the way out; `left` is every way but `reshuffled`"),
            ("least", "so many surely"),
            ("most", "so many at the most"),
        ],
        select: "SELECT how, count(DISTINCT CASE WHEN certainty = 'certain' THEN person END), count(DISTINCT person)
FROM counted_departures GROUP BY how",
    },
    View {
        name: "departures_by_body",
        about: "how many people left each body in each way by the moment asked for",
        columns: &[
            ("body", "from where"),
            ("how", "the way out; `left` is every way but `reshuffled`"),
            ("least", "so many surely"),
            ("most", "so many at the most"),
        ],
        select: "SELECT b.name, c.how, count(DISTINCT CASE WHEN c.certainty = 'certain' THEN c.person END), count(DISTINCT c.person)
FROM counted_departures c JOIN bodies b ON b.id = c.body
GROUP BY b.id, c.how ORDER BY b.name, c.how",
    },
    View {
        name: "claims_beside_tally",
        about: "the numbers that articles print, beside the ledger's own",
        columns: &[
            ("fact", "the fact that records the number"),
            ("source", "the source that prints it"),
            ("publisher", "who published that"),
            ("quote", "the words it stands in"),
            ("stated", "the number"),
            ("compare", "how it is meant"),
            ("how", "which ways out it counts"),
            ("least", "so many surely, as the ledger counts"),
            ("most", "so many at the most"),
            ("verdict", "`agrees`, `disagrees` or `unclear`"),
            ("missing", "people whom the article names but its rule leaves out"),
            ("extra", "people counted whom it does not name"),
        ],
        select: "SELECT k.fact, s.label, s.publisher, c.exact, k.stated, k.compare, k.how, k.least, k.most, k.verdict, k.missing, k.extra
FROM claims k
LEFT JOIN citations c ON c.fact = k.fact AND c.place = 1
LEFT JOIN sources s ON s.id = c.source
ORDER BY k.until IS NULL, k.until, k.fact",
    },
    View {
        name: "says_who",
        about: "the exact words behind every tenure and departure, and where they stand",
        columns: &[
            ("what", "`held` or `left`"),
            ("row", "tenures.id or departures.id"),
            ("person", "who"),
            ("body", "where"),
            ("post", "as what"),
            ("fact", "the fact"),
            ("kind", "what the fact says"),
            ("quote", "the exact words"),
            ("source", "the source's label"),
            ("publisher", "who published it"),
            ("url", "where"),
        ],
        select: "WITH behind (what, id, person, body, post, fact) AS (
  SELECT 'held', t.id, t.person, t.body, t.post, f.fact FROM tenures t JOIN tenure_facts f ON f.tenure = t.id
  UNION ALL
  SELECT 'left', d.id, d.person, d.body, d.post, f.fact FROM departures d JOIN departure_facts f ON f.departure = d.id
)
SELECT w.what, w.id, p.name, b.name, o.name, f.seq, f.kind, c.exact, s.label, s.publisher, s.url
FROM behind w
JOIN persons p ON p.id = w.person
JOIN bodies b ON b.id = w.body
LEFT JOIN posts o ON o.id = w.post
JOIN facts f ON f.seq = w.fact
LEFT JOIN citations c ON c.fact = f.seq
LEFT JOIN sources s ON s.id = c.source",
    },
    View {
        name: "timeline",
        about: "what the standing facts say, in the order of the world, with the words to show",
        columns: &[
            ("when_", "as written (EDTF)"),
            ("earliest", "its first moment"),
            ("latest", "its last moment"),
            ("kind", "what it says"),
            ("person", "who, as the fact spells it"),
            ("body", "where"),
            ("post", "as what"),
            ("how", "in which way"),
            ("stance", "what the source makes of it"),
            ("quote", "the exact words"),
            ("source", "the source's label"),
            ("fact", "the fact"),
        ],
        select: "SELECT f.when_, f.when_earliest AS earliest, f.when_latest AS latest, f.kind, f.person, f.body, f.post, f.how, f.stance,
  c.exact, s.label, f.seq
FROM facts f
LEFT JOIN citations c ON c.fact = f.seq AND c.place = 1
LEFT JOIN sources s ON s.id = c.source
WHERE f.state <> 'retracted' AND f.when_ IS NOT NULL
ORDER BY earliest, latest, f.seq",
    },
    View {
        name: "corrections",
        about: "what was amended or retracted, when and why",
        columns: &[
            ("fact", "the fact"),
            ("event", "the amendment or retraction"),
            ("done", "`amended` or `retracted`"),
            ("recorded_at", "when"),
            ("recorder", "by whom"),
            ("why", "why"),
            ("person", "whom the fact names, as it stands"),
        ],
        select: "SELECT f.seq, e.seq, e.kind, e.recorded_at, e.recorder, e.why, f.person
FROM versions v
JOIN events e ON e.seq = v.seq AND e.kind = 'amended'
JOIN facts f ON f.seq = v.fact
UNION ALL
SELECT f.seq, e.seq, e.kind, e.recorded_at, e.recorder, e.why, f.person
FROM facts f JOIN events e ON e.seq = f.retracted_by",
    },
];
