"""Why the SQL of a model gives no such row: what it asks for is let go one at a time, until there is one."""
