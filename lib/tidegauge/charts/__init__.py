"""Reports drawn: chart descriptions and small images, built without Streamlit."""
