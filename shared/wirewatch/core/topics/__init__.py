"""What an article is about: IPTC Media Topics with scores and the words that speak for them."""

from wirewatch.core.topics.tagger import TopicTagger
from wirewatch.core.topics.topic import MEDIA_TOPICS, NARROWER_TOPICS, Topic

__all__ = ["MEDIA_TOPICS", "NARROWER_TOPICS", "Topic", "TopicTagger"]
