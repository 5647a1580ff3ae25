"""Reading articles: any format in, re-flowed text out."""

from stance.articles.article import Article, Problem
from stance.articles.reading import Unit, read_articles, read_records

__all__ = ["Article", "Problem", "Unit", "read_articles", "read_records"]
