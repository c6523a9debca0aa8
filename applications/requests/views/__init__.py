"""Pages of requests: the applicant's, and those that referees open by a link."""
