"""What every page has around its content: the menus, and where the edition stands."""
