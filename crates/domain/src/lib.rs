//! What decides: rules without web framework, database or clock.
