"""Publishers' own files: archives, workbooks and csv as they are downloaded, told apart by their content.

`downloads.found` says what lies in a folder; each reader hands on the rows as text, in the columns that
`orecast.sources.readers` takes, so that an extract and a download of the same figures make the same table.
"""
