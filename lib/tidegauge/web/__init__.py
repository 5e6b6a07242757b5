"""What the server needs beside Streamlit: headers, a free port, the app's package and its configuration."""
