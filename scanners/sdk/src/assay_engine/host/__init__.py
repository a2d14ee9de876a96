"""The engine host: serves workers over a socket and owns the engine processes. It never reads a sample itself."""
