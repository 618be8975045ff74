-- Events that are old have no rows but summaries: how many of a delivery were of the same kind, link, client, correction and
-- quarter hour, with the times of the first and the last. A thousand summaries are a row, because the header of a row is longer
-- than a summary: arrays of the same length, in the order of deliveries. Without details, after TELLTALE_RETENTION, only
-- deliveries, kinds and events are left. The table retired is not written any more.
create table summary_blocks (
    block          bigint generated always as identity primary key,
    first_delivery bigint not null,
    last_delivery  bigint not null,
    week           integer not null,     -- weeks since 1970
    deliveries     bigint[] not null,
    events         integer[] not null,   -- how many
    kinds          smallint[] not null,
    links          integer[],            -- 0: a pixel
    clients        integer[],            -- reduced ones, which have the verdict
    classes        smallint[],           -- the class that a person corrected the verdict to; 0: none
    firsts         integer[],            -- milliseconds since the beginning of the week
    spans          integer[]             -- milliseconds from the first to the last
);

create index summary_blocks_of_delivery on summary_blocks using gist (int8range(first_delivery, last_delivery, '[]'));

create view summaries as
select b.block, int8range(b.first_delivery, b.last_delivery, '[]') as span, s.delivery, s.kind, s.link, s.client, s.class, s.events,
    b.week * 604800000::bigint + s.first as first_at, b.week * 604800000::bigint + s.first + s.span as last_at
from summary_blocks b,
    unnest(b.deliveries, b.kinds, b.links, b.clients, b.classes, b.events, b.firsts, b.spans)
        as s (delivery, kind, link, client, class, events, first, span);
