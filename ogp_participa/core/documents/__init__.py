"""Files as people exchange them: DOCX, PDF, spreadsheets and pictures, each drawn or read in one place."""
