"""Where a row came from, and why one is absent: hop by hop from files to files, down to the bytes of the source."""
