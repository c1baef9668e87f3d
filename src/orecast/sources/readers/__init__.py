"""One reader for each publisher's format. A reader resolves places, keeps units and imputes nothing."""
