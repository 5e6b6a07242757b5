"""The gate: whether a candidate may ship, check by check, by the policy that lies in the user's repository."""
