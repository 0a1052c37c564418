"""Speech to text by a server of one's own or a service: whatever speaks the common transcription request."""
