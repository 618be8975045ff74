-- Whether a mail may be what ends its process. 0: no reason to think so; 1: an attempt ended without an outcome, beside
-- others; 1 + n: n attempts did while this mail was being prepared.
alter table outbox add column suspicion integer not null default 0;
