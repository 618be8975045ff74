-- The number of the privacy profile of a mail, as in messages.privacy.
alter table deliveries add column profile integer not null default 1;

update deliveries set profile = (
    select m.privacy from outbox o join messages m on m.number = o.message where o.delivery = deliveries.number)
where number in (
    select o.delivery from outbox o join messages m on m.number = o.message where m.privacy <> 1);

-- campaign_counters, campaign_days, campaign_cells and statistics count by the campaign and the profile: in their column campaign,
-- the numbers of the second profile are 2^40 above those of campaigns, those of the third 2 * 2^40, and so on. Mail of other
-- profiles was counted as if it had the first, and gets counters of its own.
alter table campaign_counters alter column campaign type bigint;
alter table campaign_days alter column campaign type bigint;
alter table campaign_cells alter column campaign type bigint;
alter table statistics alter column campaign type bigint;

create temporary table moved_events as
select coalesce(d.campaign, 0) as campaign, coalesce(d.campaign, 0) + (d.profile - 1) * 1099511627776 as series, x.quarter, x.kind, sum(x.events) as events, sum(x.firsts) as firsts
from (
    select e.delivery, ('x' || left(replace(e.id::text, '-', ''), 12))::bit(48)::bigint / 900000 as quarter, e.kind, 1 as events, 0 as firsts
    from events e
    union all
    select c.delivery, c.first_at / 900000, c.kind, 0, 1 from delivery_counters c
) as x join deliveries d on d.number = x.delivery
where d.profile <> 1 group by 1, 2, 3, 4;

insert into campaign_counters (campaign, quarter, kind, class, shard, events, folded, firsts)
select campaign, quarter, kind, 0, 0, -events, 0, -firsts from moved_events where true
on conflict (campaign, quarter, kind, class, shard) do update set
    events = campaign_counters.events + excluded.events, firsts = campaign_counters.firsts + excluded.firsts;

insert into campaign_counters (campaign, quarter, kind, class, shard, events, folded, firsts)
select series, quarter, kind, 0, 0, events, 0, firsts from moved_events where true;

delete from campaign_days where exists (select 1 from moved_events);

insert into campaign_days (campaign, day, kind, class, shard, events, folded, firsts)
select campaign, quarter / 96, kind, class, shard, sum(events), sum(folded), sum(firsts)
from campaign_counters where exists (select 1 from moved_events) group by 1, 2, 3, 4, 5;

drop table moved_events;

create temporary table moved_cells as
select coalesce(d.campaign, 0) as campaign, coalesce(d.campaign, 0) + (d.profile - 1) * 1099511627776 as series, d.created_at / 900000 as quarter, j.cell, count(*) as deliveries
from judgements j join deliveries d on d.number = j.delivery
where d.profile <> 1 and j.cell is not null group by 1, 2, 3, 4;

insert into campaign_cells (campaign, quarter, cell, shard, deliveries)
select campaign, quarter, cell, 0, -deliveries from moved_cells where true
on conflict (campaign, quarter, cell, shard) do update set
    deliveries = campaign_cells.deliveries + excluded.deliveries;

insert into campaign_cells (campaign, quarter, cell, shard, deliveries)
select series, quarter, cell, 0, deliveries from moved_cells;

drop table moved_cells;

-- Statistics are counted anew from the judgements, unless all mail has the first profile.
delete from statistics where exists (select 1 from deliveries where profile <> 1);

update judgements set counted = null where exists (select 1 from deliveries where profile <> 1);
