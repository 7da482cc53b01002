drop view managed_audit_entry, managed_seat_day, managed_document, managed_group, managed_recovery_state, managed_recovery, managed_person,
  managed_user, managed_backups, managed_waiting, managed_devices, managed_people, managed_company;
drop function asked_companies();
drop view every_group_recipient, every_person_ground, every_recovery_ground, group_recipient, person_ground, recovery_ground;
