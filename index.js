'use strict';

// n8n itself loads the files listed under "n8n" in package.json; this entry is for everyone else.
module.exports = {
	...require('./dist/credentials/AceDataApi.credentials.js'),
	...require('./dist/credentials/KieApi.credentials.js'),
	...require('./dist/credentials/SunoApi.credentials.js'),
	...require('./dist/nodes/MusicVideo/MusicVideo.node.js'),
	...require('./dist/nodes/Veo/Veo.node.js'),
	...require('./dist/nodes/VeoTrigger/VeoTrigger.node.js'),
};
