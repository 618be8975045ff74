-- On which days (UTC, since 1970) a scanner was certain in which domain of recipients, and the last delivery that showed
-- it. The domain's deliveries that were made in the days around are counted apart in an open rate.
create table scanner_proofs (
    delivery bigint not null,
    day      integer not null,
    domain   text collate "C" not null,
    primary key (domain, day)
);

-- Ranges of a domain's deliveries that are to be judged again for that, and how far each was gone through.
create table cohort_sweeps (
    through_id uuid not null,
    after_id   uuid not null,
    domain     text collate "C" not null,
    primary key (domain, through_id)
);

create index deliveries_of_domain on deliveries (lower(split_part(recipient, '@', 2)), id);

-- When a scanner that examines all mail of the recipient's domain was last certain.
alter table judgements add column scanned_at bigint;
