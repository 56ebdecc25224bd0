import ExampleSupport
import Kindred
import KindredSQLite

/// Ordering, slices, single columns, streams, and look-ups of one row.
struct ReadingSession {
  let transcript: Transcript

  func run() async throws {
    transcript.chapter("Reading")
    let blog = try await Blog.objects.get(id: 1)
    try await transcript.show("try await Entry.objects.order { ($0.rating.desc, $0.headline) }[..<3].all()") {
      try await Entry.objects.order { ($0.rating.desc, $0.headline) }[..<3].all()
    }
    try await transcript.show("try await Entry.objects.values { ($0.headline, $0.blog.name) }.all()") {
      try await Entry.objects.values { ($0.headline, $0.blog.name) }.all()
    }
    try await transcript.show("for try await entry in blog.entrySet.rows { headlines.append(entry.headline) }") {
      var headlines: [String] = []
      for try await entry in blog.entrySet.rows { headlines.append(entry.headline) }
      return headlines
    }
    try await transcript.show("try await blog.entrySet.latest { $0.pubDate }") {
      try await blog.entrySet.latest { $0.pubDate }
    }
    try await transcript.showError(
      "try await Blog.objects.get(id: 99)", throws: Blog.DoesNotExist.self, named: "Blog.DoesNotExist"
    ) {
      try await Blog.objects.get(id: 99)
    }
    try await transcript.showError(
      #"try await Blog.objects.get { $0.name.contains("Blog") }"#, throws: Blog.MultipleObjectsReturned.self,
      named: "Blog.MultipleObjectsReturned"
    ) {
      try await Blog.objects.get { $0.name.contains("Blog") }
    }
    try await plans(of: blog)
  }

  private func plans(of blog: Blog) async throws {
    transcript.chapter("Looking at a query without running it")
    try await transcript.show("try blog.entrySet.filter { $0.rating > 5 }.sql(for: .sqlite)") {
      try blog.entrySet.filter { $0.rating > 5 }.sql(for: .sqlite)
    }
    try await transcript.show("try await blog.entrySet.filter { $0.rating > 5 }.explain()") {
      try await blog.entrySet.filter { $0.rating > 5 }.explain()
    }
  }
}
