"""Forms: parallel exams, drawn, matched and arranged so that one seed gives one set of papers."""
