"""What is only ever read from the record: nobody calls these rooms, they look at what the others wrote.

Timelines, notices and open data read the audit log and the rooms' rows; the pages about the platform and the menus say
where things are. Jobs are the work that no request waits for, and the demonstration fills an empty database by the
rooms' own verbs.
"""
