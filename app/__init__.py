"""The Streamlit app: it lays out what the reports say, and computes nothing."""
