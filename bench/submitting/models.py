"""The one table of the site that is the limit."""

from django.db import models


class Entry(models.Model):
    """One line that somebody sent."""

    words = models.CharField(max_length=200)

    class Meta:
        app_label = "submitting"

    def __str__(self) -> str:
        return self.words
