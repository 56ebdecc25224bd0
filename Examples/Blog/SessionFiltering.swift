import ExampleSupport
import Kindred

/// Conditions that cross relations, and what one call of `filter` means beside two.
struct FilteringSession {
  let transcript: Transcript

  func run() async throws {
    transcript.chapter("Conditions across relations")
    try await transcript.show(#"try await Entry.objects.filter { $0.blog.name == "Beatles Blog" }.count()"#) {
      try await Entry.objects.filter { $0.blog.name == "Beatles Blog" }.count()
    }
    try await transcript.show(
      #"try await Blog.objects.filter { $0.entry.headline.contains("Lennon") }.distinct().all()"#
    ) {
      try await Blog.objects.filter { $0.entry.headline.contains("Lennon") }.distinct().all()
    }
    try await transcript.show(#"try await Blog.objects.filter { $0.entry.comments.writer == "Ringo" }.all()"#) {
      try await Blog.objects.filter { $0.entry.comments.writer == "Ringo" }.all()
    }
    try await transcript.show(#"try await Blog.objects.exclude { $0.entry.headline.contains("Lennon") }.all()"#) {
      try await Blog.objects.exclude { $0.entry.headline.contains("Lennon") }.all()
    }
    try await scopes()
  }

  private func scopes() async throws {
    transcript.chapter(
      "One filter, two filters",
      "The conditions of one call speak of the same entry; a second call may be met by another entry of the blog.")
    try await transcript.show(
      #"""
      try await Blog.objects
        .filter { $0.entry.headline.contains("Lennon") && $0.entry.rating >= 9 }
        .distinct().all()
      """#
    ) {
      try await Blog.objects
        .filter { $0.entry.headline.contains("Lennon") && $0.entry.rating >= 9 }
        .distinct().all()
    }
    try await transcript.show(
      #"""
      try await Blog.objects
        .filter { $0.entry.headline.contains("Lennon") }
        .filter { $0.entry.rating >= 9 }
        .distinct().all()
      """#
    ) {
      try await Blog.objects
        .filter { $0.entry.headline.contains("Lennon") }
        .filter { $0.entry.rating >= 9 }
        .distinct().all()
    }
  }
}
