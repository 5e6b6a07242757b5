"""What is made unreadable before anybody sees a text: a file a rule, found by listing."""
