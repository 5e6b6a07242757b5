"""What a sound workbench keeps to: a file a check, found by listing."""
