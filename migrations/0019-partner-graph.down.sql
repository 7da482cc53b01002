drop view managed_audit_entry, managed_seat_day, managed_document, managed_group, managed_roster, managed_recovery, managed_waiting,
  managed_device, managed_user, managed_company;
drop function asked_companies();
drop view every_group_recipient, every_person_ground, every_recovery_ground, group_recipient, person_ground, recovery_ground;
