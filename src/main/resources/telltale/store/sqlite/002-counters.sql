-- Counters, kept in the transaction that stores an event. A campaign's are by quarter of an hour since 1970, because
-- time zones differ by no less. campaign 0 is for deliveries without one, delivery 0 for the pixel without a token.
-- folded: counted without a row. retired: counted, and its row deleted since, because it was old.

create table delivery_counters (
    delivery integer not null,
    kind     integer not null,
    class    integer not null,
    events   integer not null,
    folded   integer not null,
    retired  integer not null default 0,
    first_at integer not null,
    primary key (delivery, kind, class)
) strict, without rowid;

create table campaign_counters (
    campaign integer not null,
    quarter  integer not null,
    kind     integer not null,
    class    integer not null,
    shard    integer not null,
    events   integer not null,
    folded   integer not null,
    firsts   integer not null,
    primary key (campaign, quarter, kind, class, shard)
) strict, without rowid;

create table campaign_deliveries (
    campaign   integer not null,
    quarter    integer not null,
    state      text not null,
    shard      integer not null,
    deliveries integer not null,
    primary key (campaign, quarter, state, shard)
) strict, without rowid;

-- How far each node's spool was read, written with the events that were read from it.
create table replays (
    spool   blob primary key,
    through integer not null
) strict, without rowid;

-- One row: events before this instant (ms since 1970) were deleted.
create table retention (
    events_before integer not null
) strict;

insert into retention values (0);

insert into delivery_counters (delivery, kind, class, events, folded, first_at)
select delivery, kind, 0, count(*), 0, min(id_high >> 16)
from events
group by delivery, kind;

insert into campaign_counters (campaign, quarter, kind, class, shard, events, folded, firsts)
select campaign, quarter, kind, 0, 0, sum(events), 0, sum(firsts)
from (
    select coalesce(d.campaign, 0) as campaign, (e.id_high >> 16) / 900000 as quarter, e.kind, 1 as events, 0 as firsts
    from events e left join deliveries d on d.number = e.delivery
    union all
    select coalesce(d.campaign, 0), c.first_at / 900000, c.kind, 0, 1
    from delivery_counters c left join deliveries d on d.number = c.delivery
)
group by campaign, quarter, kind;

insert into campaign_deliveries (campaign, quarter, state, shard, deliveries)
select coalesce(campaign, 0), created_at / 900000, state, 0, count(*)
from deliveries
group by 1, 2, 3;
