import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Combined query sets")
struct CombinationTests {
  @Test("Q-27: & takes the conditions of both")
  func and() async throws {
    try await withBlogs { blogs, log async throws in
      let high = Entry.objects.filter { $0.rating > 3 }.order { $0.rating.desc }
      let lennon = Entry.objects.filter { $0.headline.contains("Lennon") }
      #expect(
        try (high & lennon).statementText().hasSuffix(
          numbered(
            spelled(
              sqlite:
                #" WHERE "entry"."rating" > ?1 AND instr("entry"."headline", ?2) > 0 ORDER BY "entry"."rating" DESC"#,
              postgres:
                #" WHERE "entry"."rating" > ?1 AND position(?2 in "entry"."headline") > 0 ORDER BY "entry"."rating" DESC"#
            )))
          || !Backend.isSQLite)
      #expect(try await (high & lennon).headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await (lennon & high).headlines() == ["Lennon lives", "Lennon and pop"])
      // Each on a related row of its own, like further calls of filter.
      let loud = Blog.objects.filter { $0.entry.rating > 8 }
      let old = Blog.objects.filter { $0.entry.note == "old" }
      #expect(try (loud & old).tables().ranges(of: "JOIN").count == 2)
      #expect(try await (loud & old).names() == ["Beatles"])
      #expect(try await (loud & Blog.objects).names() == ["Beatles"])
      _ = log.take()
      #expect(try await (loud & old.none()).all() == [])
      #expect(log.take() == [])
      // With the rows of a set operation, on either side.
      let some = Blog.objects.filter { $0.id == 1 }.union(Blog.objects.filter { $0.id == 3 })
      #expect(try await (some & loud).names() == ["Beatles"])
      #expect(try await (loud & some).names() == ["Beatles"])
      // The entries of an object know it.
      let own = blogs.pop.entrySet & lennon
      _ = log.take()
      for entry in try await own.all() { #expect(try await entry.blog.name == "Pop") }
      #expect(log.take().count == 1)
    }
  }

  @Test("Q-28: | gives what at least one finds, each row once")
  func or() async throws {
    try await withBlogs { blogs, log async throws in
      let high = Entry.objects.filter { $0.rating > 8 }.order { $0.id.desc }
      let popular = Entry.objects.filter { $0.blog.name == "Pop" }
      #expect(
        try (high | popular).condition().hasPrefix(
          numbered(#"("entry"."rating" > ?1 OR "blog"."name" = ?2) ORDER BY "#)))
      #expect(try await (high | popular).headlines() == ["100% pop", "Lennon and pop", "Lennon lives"])
      // A join for each would give only blogs that meet both, or repeat them.
      let loud = Blog.objects.filter { $0.entry.rating > 1 }
      let cheesy = Blog.objects.filter { $0.name == "Cheese" }
      #expect(
        try (loud | cheesy).condition()
          == numbered(
            #"""
            ("blog"."id" IN (SELECT "blog_2"."id" FROM "blog" AS "blog_2" INNER JOIN "entry" ON "blog_2"."id" = \#
            "entry"."blog_id" WHERE "entry"."rating" > ?1) OR "blog"."name" = ?2)
            """#))
      #expect(try await (loud | cheesy).order { $0.id }.names() == ["Beatles", "Pop", "Cheese"])
      // Each call of filter keeps its row: one entry above 8, and another one that is old.
      let twice = Blog.objects.filter { $0.entry.rating > 8 }.filter { $0.entry.note == "old" }
      #expect(try await (twice | twice).names() == ["Beatles"])
      // What one excludes the other may find.
      let without = Blog.objects.exclude { $0.entry.rating > 8 }
      #expect(try await (without | loud).order { $0.id }.names() == ["Beatles", "Pop", "Cheese"])
      #expect(try await (without | cheesy).order { $0.id }.names() == ["Pop", "Cheese"])
      // Everything, and nothing.
      #expect(try await (loud | Blog.objects).count() == 3)
      #expect(try (cheesy | cheesy.none()).condition() == numbered(#""blog"."name" = ?1"#))
      #expect(try (cheesy.none() | cheesy).condition() == numbered(#""blog"."name" = ?1"#))
      #expect(try await (blogs.pop.entrySet | blogs.beatles.entrySet).count() == 4)
      _ = log.take()
      #expect(try await (cheesy.none() | cheesy.none()).all() == [])
      #expect(log.take() == [])
      let some = cheesy.union(loud)
      #expect(try await (some | Blog.objects.none()).count() == 3)
      #expect(try await (cheesy | some).count() == 3)
    }
  }

  @Test("Q-29: ^ gives what exactly one finds")
  func xor() async throws {
    try await withBlogs { _, _ async throws in
      let low = Entry.objects.filter { $0.rating < 7 }.order { $0.id }
      // NULL for two of them.
      let noted = Entry.objects.filter { $0.note == "old" }
      #expect(
        try (low ^ noted).condition().hasPrefix(
          numbered(#"(("entry"."rating" < ?1) IS TRUE) <> (("entry"."note" = ?2) IS TRUE)"#)))
      #expect(try await (low ^ noted).headlines() == ["Lennon and pop", "100% pop"])
      #expect(try await (noted ^ low).order { $0.id }.headlines() == ["Lennon and pop", "100% pop"])
      #expect(try await (low ^ low).count() == 0)
      #expect(
        try await (low ^ noted ^ Entry.objects.filter { $0.rating == 4 }).headlines() == [
          "Yesterday", "Lennon and pop", "100% pop",
        ])
      #expect(try await (Entry.objects ^ low).headlines() == ["Lennon lives"])
      #expect(try await (low ^ Entry.objects).headlines() == ["Lennon lives"])
      #expect(try await (low ^ low.none()).count() == 3)
      #expect(try await (low.none() ^ low).count() == 3)
      // A nil in a list is ignored by a filter, whatever it is combined with.
      let listed = Entry.objects.filter { $0.note.in(["new", nil]) }
      #expect(
        try await (Entry.objects ^ listed).order { $0.id }.headlines() == ["Lennon lives", "Yesterday", "100% pop"])
      #expect(
        try await (listed ^ Entry.objects.filter { $0.rating == 9 }).order { $0.id }.headlines() == [
          "Lennon lives", "Lennon and pop",
        ])
      let loud = Blog.objects.filter { $0.entry.rating > 1 }
      let latest = Blog.objects.exclude { $0.tagline == nil }
      #expect(try await (loud ^ latest).order { $0.id }.names() == ["Pop", "Cheese"])
    }
  }

  @Test("Q-27 to Q-29: inside other queries, with all verbs, and with other values")
  func verbs() async throws {
    try await withBlogs { blogs, _ async throws in
      let high = Entry.objects.filter { $0.rating > 5 }
      let low = Entry.objects.filter { $0.comments > 5 }
      let either = high | low
      #expect(try await either.count() == 3)
      #expect(try await either.filter { $0.blog == blogs.pop }.headlines() == ["Lennon and pop"])
      #expect(try await either.values { $0.rating }.order { $0 }.all() == [4, 6, 9])
      #expect(try await either.order { $0.id }[1...].headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await (either & Entry.objects.filter { $0.note == nil }).headlines() == ["Lennon lives"])
      #expect(try await Blog.objects.filter { $0.id.in(either.values { $0.blogID }) }.count() == 2)
      // Combined inside of a closure, with the outer query's columns, and joins of their own.
      let found = Blog.objects.filter { blog in
        (Entry.objects.filter { $0.blog == blog && $0.remarks.text == "x" }
          | Entry.objects.filter { $0.blog == blog && $0.rating == 9 }).hasRows
      }
      #expect(try await found.names() == ["Beatles"])
      let outside = Entry.objects.filter { $0.rating == 2 }
      let mixed = Blog.objects.filter { blog in
        (Entry.objects.filter { $0.blog == blog && $0.rating == 9 }
          ^ (outside & Entry.objects.filter { $0.blog == blog }))
          .hasRows
      }
      #expect(try await mixed.order { $0.id }.names() == ["Beatles", "Pop"])
      for rating in [1, 5, 9] {
        let query = Entry.objects.filter { $0.rating > rating } | Entry.objects.filter { $0.comments > rating }
        #expect(try await query.count() == [1: 4, 5: 3, 9: 0][rating])
      }
      #expect(
        try await (Entry.objects.filter { $0.rating == 9 } | Entry.objects.filter { $0.rating == 2 }).update {
          $0.comments.set(1)
        } == 2)
      #expect(
        try await (Entry.objects.filter { $0.rating == 9 } | Entry.objects.filter { $0.rating == 2 }).delete().total
          == 2)
    }
  }

  @Test("Q-27 to Q-29: slices and distinct columns are refused, with advice")
  func mistakes() async throws {
    try await withBlogs { _, log async throws in
      let slice = Entry.objects.order { $0.id }[..<2]
      for query in [
        slice & Entry.objects, Entry.objects | slice, slice ^ slice, Entry.objects.distinct { $0.blogID } | slice,
      ] {
        let error = await kindredError(.invalidQuery) { _ = try await query.all() }
        #expect(error?.message.contains("use union, intersection or difference") ?? false)
      }
      let broken = slice.filter { $0.rating > 1 }
      await kindredError(.invalidQuery) { _ = try await (Entry.objects | broken).all() }
      #expect(log.take() == [])
      // Set operations take slices.
      #expect(try await slice.intersection(Entry.objects.filter { $0.rating == 9 }).headlines() == ["Lennon lives"])
    }
  }
}
