"""Windows executables taken apart."""
