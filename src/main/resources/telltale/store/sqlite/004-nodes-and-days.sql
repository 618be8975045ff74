-- Which node sends a delivery: it alone can say that its conversation was interrupted. null: the only one there was.

alter table deliveries add column node blob;

drop index deliveries_of_recipient;

create index deliveries_of_recipient on deliveries (lower(recipient), id);

-- The same as the campaign counters, by whole days (UTC): a long range is added up from few rows.
create table campaign_days (
    campaign integer not null,
    day      integer not null,
    kind     integer not null,
    class    integer not null,
    shard    integer not null,
    events   integer not null,
    folded   integer not null,
    firsts   integer not null,
    primary key (campaign, day, kind, class, shard)
) strict, without rowid;

insert into campaign_days
select campaign, quarter / 96, kind, class, shard, sum(events), sum(folded), sum(firsts)
from campaign_counters
group by 1, 2, 3, 4, 5;
